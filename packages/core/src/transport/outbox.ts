/** Messages that wait for a socket to open, in order. */
export class Outbox {
  #waiting: { message: string; id: string | undefined }[] = []
  /** Characters that wait. */
  size = 0

  push(message: string, id: string | undefined): void {
    this.#waiting.push({ message, id })
    this.size += message.length
  }

  /** Drops what a request has left behind. */
  remove(id: string | undefined): void {
    this.#waiting = this.#waiting.filter((each) => each.id !== id)
    this.size = this.#waiting.reduce((sum, { message }) => sum + message.length, 0)
  }

  /** Everything, once. */
  takeAll(): string[] {
    const all = this.#waiting.map(({ message }) => message)
    this.#waiting = []
    this.size = 0
    return all
  }
}
