export { SimpleDateFormat } from './simple-date-format.ts'
