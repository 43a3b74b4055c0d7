import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery, type LocationQueryRaw } from 'vue-router'

/** Filters of a page live in its address, so that a view can be sent, kept and gone back to. */
export type Filters<Name extends string> = Record<Name, string>

/** Reads the named filters; what is absent or repeated is the empty text. */
export function readFilters<Name extends string>(names: readonly Name[], query: LocationQuery): Filters<Name> {
  const read = (name: Name): string => {
    const value = query[name]
    return typeof value === 'string' ? value : ''
  }
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Filters<Name>
}

/** The next query: the change put over what is there, empty filters left out, everything else untouched. */
export function changedQuery(query: LocationQuery, change: Record<string, string>): LocationQueryRaw {
  const next: LocationQueryRaw = { ...query, ...change }
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== '' && value !== undefined))
}

/** Filters as the API takes them: only those that are set. */
export function asQuery(filters: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))
}

export function useFilters<Name extends string>(names: readonly Name[]): {
  filters: ComputedRef<Filters<Name>>
  set: (change: Partial<Filters<Name>>) => void
} {
  const route = useRoute()
  const router = useRouter()
  const filters = computed(() => readFilters(names, route.query))
  const set = (change: Partial<Filters<Name>>) => {
    void router.replace({ query: changedQuery(route.query, change as Record<string, string>) })
  }
  return { filters, set }
}
