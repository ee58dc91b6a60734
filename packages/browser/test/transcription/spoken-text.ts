/** What somebody says into the fake microphone of the project `spoken`. */
export const spokenText = 'Somebody says this into a microphone, and every word of it comes back.'
