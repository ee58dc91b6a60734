/** Nuxt imports it by itself. */
declare const defineEventHandler: <Answer>(
  handler: (event: { headers: Headers }) => Answer,
) => typeof handler
