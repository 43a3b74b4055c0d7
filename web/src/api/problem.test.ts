import { describe, expect, it } from 'vitest'
import { ApiProblem, asProblem, readProblem } from './problem'

const answer = (status: number, body: string, type: string) => new Response(body, { status, headers: { 'content-type': type } })

describe('a failed answer', () => {
  it('is read with the message of each field', async () => {
    const body = { type: 'about:blank', title: '填写有误', status: 422, detail: '请改正标出的各项', code: 'invalid', errors: [{ field: 'login', message: '账号已存在' }] }
    const problem = await readProblem(answer(422, JSON.stringify(body), 'application/problem+json; charset=utf-8'))
    expect(problem).toMatchObject({ status: 422, code: 'invalid', title: '填写有误', detail: '请改正标出的各项' })
    expect(problem.field('login')).toBe('账号已存在')
    expect(problem.field('password')).toBeUndefined()
  })

  it('keeps its own status whatever the body claims', async () => {
    expect((await readProblem(answer(503, '{"status":200,"title":"x"}', 'application/json'))).status).toBe(503)
  })

  it('becomes a problem even when it is a proxy\'s page or cut off', async () => {
    expect((await readProblem(answer(502, '<html>', 'text/html'))).status).toBe(502)
    expect((await readProblem(answer(500, '{"title":', 'application/problem+json'))).title).toBe('common.problem.server')
  })
})

it('tells a lost network from an answer', () => {
  expect(asProblem(new TypeError('Failed to fetch'))).toMatchObject({ status: 0, code: 'offline' })
  const problem = new ApiProblem({ status: 409 })
  expect(asProblem(problem)).toBe(problem)
})
