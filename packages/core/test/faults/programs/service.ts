import { startEmulator } from '@gradium-kit/emulator'

/** A service on an address that another machine can reach, until its standard input ends. */
const [host = '127.0.0.1'] = process.argv.slice(2)
const emulator = await startEmulator({ host, isExposed: true, engine: 'oracle' })
console.log(emulator.url)
process.stdin.on('end', () => process.exit()).resume()
