declare module 'react-refresh/runtime' {
  export function injectIntoGlobalHook(scope: typeof globalThis): void
  export function register(type: unknown, id: string): void
  export function performReactRefresh(): unknown
  export function createSignatureFunctionForTransform(): (
    type: unknown,
    key?: string,
    forceReset?: boolean,
  ) => unknown
}
