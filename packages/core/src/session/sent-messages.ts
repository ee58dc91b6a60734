/** What a request has sent, kept so that it can be sent again, until something has been answered or it is too much. */
export class SentMessages {
  readonly #maxLength: number
  #messages: string[] | undefined = []
  #length = 0

  /** @param maxLength Characters to keep. */
  constructor(maxLength: number) {
    this.#maxLength = maxLength
  }

  /** Whether everything sent is still there. */
  get canRepeat(): boolean {
    return this.#messages !== undefined
  }

  get messages(): readonly string[] {
    return this.#messages ?? []
  }

  push(message: string): void {
    this.#length += message.length
    if (this.#length > this.#maxLength) this.forget()
    else this.#messages?.push(message)
  }

  /** It is too late to begin again. */
  forget(): void {
    this.#messages = undefined
  }
}
