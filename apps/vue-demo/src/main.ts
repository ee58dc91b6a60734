import { rehearseMicrophone } from '@gradium-kit/demo-page'
import '@gradium-kit/demo-page/style.css'
import { createApp } from 'vue'
import App from './app.vue'

rehearseMicrophone(location.search)
const root = document.createElement('div')
document.body.append(root)
createApp(App).mount(root)
