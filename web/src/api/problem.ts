import type { FieldError, Problem } from './shapes'
import { t } from '../locale'

/** What the server (or the network) said instead of an answer. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly errors: FieldError[]
  /** Seconds after which the server may be asked again, when it says so. */
  readonly retryAfter: number | undefined

  constructor(problem: Partial<Problem> & { status: number }, retryAfter?: number) {
    super(problem.detail || problem.title || String(problem.status))
    this.name = 'ApiProblem'
    this.status = problem.status
    this.code = problem.code ?? ''
    this.title = problem.title ?? ''
    this.detail = problem.detail ?? ''
    this.errors = problem.errors ?? []
    this.retryAfter = retryAfter
  }

  /** The message that belongs to one field of a form. */
  field(name: string): string | undefined {
    return this.errors.find((error) => error.field === name)?.message
  }
}

/** Reads a failed response. A body that is no problem document (a proxy's page) still becomes one. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const type = response.headers.get('content-type') ?? ''
  const wait = retryAfter(response.headers.get('retry-after'))
  if (type.includes('json')) {
    try {
      const body: unknown = await response.clone().json()
      if (typeof body === 'object' && body !== null) {
        return new ApiProblem({ ...(body as Partial<Problem>), status: response.status }, wait)
      }
    } catch {
      // Cut off half-way: the status alone must do.
    }
  }
  return new ApiProblem({ status: response.status, title: t('common.problem.server'), detail: t('common.problem.server_hint') }, wait)
}

/** Seconds, or a day and time. */
function retryAfter(header: string | null): number | undefined {
  if (!header) return undefined
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1000)
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined
}

/** Anything thrown, as a problem: without a network `fetch` throws a TypeError. */
export function asProblem(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown
  return new ApiProblem({ status: 0, code: 'offline', title: t('common.problem.offline'), detail: t('common.problem.offline_hint') })
}
