/** A name by which its owner knows a phone in a list of his: what it is and what runs on it. */
export function phoneName(agent: string): string {
  const model = /;\s*([^;()]+?)(?:\s+Build\/[^;)]*)?\)/.exec(/\(Linux;[^)]*Android[^)]*\)/.exec(agent)?.[0] ?? '')?.[1]
  const system = /HarmonyOS|OpenHarmony/.test(agent) ? 'HarmonyOS' : /Android/.test(agent) ? 'Android' : /iPhone|iPad/.test(agent) ? 'iPhone' : /Windows/.test(agent) ? 'Windows' : /Mac OS/.test(agent) ? 'Mac' : 'Linux'
  const browser = /MicroMessenger/.test(agent) ? '微信' : /Edg\//.test(agent) ? 'Edge' : /HuaweiBrowser/.test(agent) ? '华为浏览器' : /Chrome\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : 'Firefox'
  // Newer browsers say "K" for every model.
  const named = model && model.length > 1 && !/^(wv|Android)/.test(model) ? model : system
  return `${named} · ${browser}`.slice(0, 60)
}
