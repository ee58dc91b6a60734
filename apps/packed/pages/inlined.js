import { show } from './controllers.js'

show()
