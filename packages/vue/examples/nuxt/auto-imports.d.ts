/** Nuxt imports it by itself. */
declare const defineEventHandler: <Answer>(handler: () => Answer) => () => Answer
