// The door of the desk: style sheet, theme, then the shell.
import './style.css'
import { mount } from 'svelte'
import Shell from './Shell.svelte'
import { startRouter } from './router.svelte'
import { startTheme } from './theme.svelte'

startTheme()
startRouter()
mount(Shell, { target: document.getElementById('desk')! })
