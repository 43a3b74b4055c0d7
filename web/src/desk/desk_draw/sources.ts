import { t } from '../../locale'

/** The lotteries a host can choose from, by the name that the announcement gives them. */
export const GAMES = ['ssq', 'dlt', 'fc3d', 'pl5'] as const
export type Game = (typeof GAMES)[number]

const LOTTERY = new RegExp(`^(${GAMES.join('|')})-(\\d*)$`)
export const DICE = 'dice20'

/** Where the opening numbers of a draw come from, as a host chooses it. */
export type Sources = { kind: 'dice' } | { kind: 'lottery'; game: Game; issue: string } | { kind: 'other' }

export function sourceNames(sources: string): string[] {
  return sources.split(/[,;]/).map((name) => name.trim()).filter(Boolean)
}

/** Reads what an announcement names; what no choice would have written is `other`. */
export function readSources(sources: string): Sources {
  if (sources === DICE) return { kind: 'dice' }
  const [first = '', ...rest] = sources.split(',')
  const [, game, issue = ''] = LOTTERY.exec(first) ?? []
  return game && rest.join(',') === DICE ? { kind: 'lottery', game: game as Game, issue } : { kind: 'other' }
}

/** Only digits make an issue: a stray letter would be a name that no choice wrote. */
export const writeLottery = (game: Game, issue: string) => `${game}-${issue.replace(/\D/g, '')},${DICE}`

/** One source in words, with the name under which the announcement has it. */
export function sourceWords(name: string): string {
  const dice = /^dice(\d+)$/.exec(name)?.[1]
  if (dice) return t('desk.draw.dice_of', { n: dice, name })
  const [, game, issue] = LOTTERY.exec(name) ?? []
  return game && issue ? t('desk.draw.lottery_of', { game: t(`desk.draw.game_${game as Game}`), issue, name }) : name
}

/** A lottery's numbers are joined by dots and a plus, which a keyboard of digits lacks. */
export const keyboardFor = (name: string) => (name.startsWith('dice') ? 'numeric' : 'text')
