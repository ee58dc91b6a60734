/** A voice of the public catalogue. */
export interface CatalogueVoice {
  name: string
  uid: string
  language: string
  country: string
  gender: 'feminine' | 'masculine'
}

const rows: [string, string, string, string, 'F' | 'M'][] = [
  ['Emma', 'YTpq7expH9539ERJ', 'en', 'us', 'F'],
  ['Kent', 'LFZvm12tW_z0xfGo', 'en', 'us', 'M'],
  ['Sydney', 'jtEKaLYNn6iif5PR', 'en', 'us', 'F'],
  ['John', 'KWJiFWu2O9nMPYcR', 'en', 'us', 'M'],
  ['Eva', 'ubuXFxVQwVYnZQhy', 'en', 'gb', 'F'],
  ['Jack', 'm86j6D7UZpGzHsNu', 'en', 'gb', 'M'],
  ['Elise', 'b35yykvVppLXyw_l', 'fr', 'fr', 'F'],
  ['Leo', 'axlOaUiFyOZhy4nv', 'fr', 'fr', 'M'],
  ['Mia', '-uP9MuGtBqAvEyxI', 'de', 'de', 'F'],
  ['Maximilian', '0y1VZjPabOBU3rWy', 'de', 'de', 'M'],
  ['Valentina', 'B36pbz5_UoWn4BDl', 'es', 'mx', 'F'],
  ['Sergio', 'xu7iJ_fn2ElcWp2s', 'es', 'es', 'M'],
  ['Alice', 'pYcGZz9VOo4n2ynh', 'pt', 'br', 'F'],
  ['Davi', 'M-FvVo9c-jGR4PgP', 'pt', 'br', 'M'],
]

export const catalogue: readonly CatalogueVoice[] = rows.map(
  ([name, uid, language, country, gender]) => ({
    name,
    uid,
    language,
    country,
    gender: gender === 'F' ? 'feminine' : 'masculine',
  }),
)
