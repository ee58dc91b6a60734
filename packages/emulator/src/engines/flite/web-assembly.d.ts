/** The part of WebAssembly used here; Node's types leave it to those of browsers. */
declare namespace WebAssembly {
  interface Exports {
    memory: Memory
    _start: () => unknown
  }
  // eslint-disable-next-line typescript/no-extraneous-class -- an opaque handle
  class Module {}
  class Instance {
    readonly exports: Exports
  }
  class Memory {
    readonly buffer: ArrayBuffer
  }
  function compile(bytes: Uint8Array<ArrayBuffer>): Promise<Module>
  function instantiate(program: Module, imports: object): Promise<Instance>
}
