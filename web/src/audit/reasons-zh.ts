export { draw } from '../../locales/zh-CN/errors.json'
