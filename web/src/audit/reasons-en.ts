export { draw } from '../../locales/en/errors.json'
