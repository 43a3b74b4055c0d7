import { api, take } from '../../api/client'
import type { Grid, Household, Official, Unit } from '../../api/shapes'

/** What `SearchPick` asks the API for. */
export const findOfficials = async (q: string): Promise<Official[]> => (await take(api.GET('/api/officials', { params: { query: { q, limit: 8 } } }))).items
export const findUnits = async (q: string): Promise<Unit[]> => (await take(api.GET('/api/units', { params: { query: { q, limit: 8 } } }))).items
export const findGrids = async (q: string): Promise<Grid[]> => (await take(api.GET('/api/grids', { params: { query: { q, limit: 8 } } }))).items
export const findHouseholds = async (q: string): Promise<Household[]> => (await take(api.GET('/api/households', { params: { query: { q, limit: 8 } } }))).items
export const findVillages = async (q: string): Promise<Grid[]> => (await take(api.GET('/api/grids', { params: { query: { q, level: 'village', limit: 8 } } }))).items
export const showOfficial = (official: Official) => `${official.name}  ${official.number}  ${official.unit.name}`
export const showHousehold = (household: Household) => `${household.head_name}  ${household.village.name}  ${household.code}`
