import { classicScript } from './es5.ts'

// The script of a round's public page: every phone can look for its receipt.
export default classicScript('./src/count/page.ts', 'lianxinReceipt', 'receipt.js')
