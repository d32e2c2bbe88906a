export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const
export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
export const AM_PM = ['AM', 'PM'] as const
export const ERAS = ['BC', 'AD'] as const

/** Short names in English are the first three letters. */
export const short = (name: string): string => name.slice(0, 3)
