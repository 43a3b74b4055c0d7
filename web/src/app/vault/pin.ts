/** A PIN that somebody would try first: one digit over and over, or a straight run up or down. */
export function isWeak(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, at) => Number(digit) - Number(pin[at]))
  return [0, 1, -1].some((step) => steps.every((one) => one === step))
}

export const PIN = /^\d{6}$/
