// The household pages work without this script; it only makes them kinder.
import './household.css'

document.documentElement.classList.add('has-script')
