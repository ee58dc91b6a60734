export { AudioError } from './errors.ts'
