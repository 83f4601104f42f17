import { render } from 'preact'
import { App } from './app.js'
import { keepFocus } from './kit/keep-focus.js'
import './style.css'

const root = document.getElementById('app')
if (root === null) throw new Error('the page has no #app')
render(<App />, root)
keepFocus(root)
