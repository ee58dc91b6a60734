/** Outlines in a box of 20 by 20, drawn with the stroke of `.icon`. */
export const icons = {
  brand: 'M3 8.5v3M7.5 4v12M12 6.5v7M16.5 9v2',
  microphone:
    'M10 2.75A2.25 2.25 0 0 1 12.25 5v4.5a2.25 2.25 0 0 1-4.5 0V5A2.25 2.25 0 0 1 10 2.75ZM5.25 9.25a4.75 4.75 0 0 0 9.5 0M10 14v3.25',
  microphoneOff:
    'M10 2.75A2.25 2.25 0 0 1 12.25 5v4.5a2.25 2.25 0 0 1-4.5 0V5A2.25 2.25 0 0 1 10 2.75ZM5.25 9.25a4.75 4.75 0 0 0 9.5 0M10 14v3.25M3.5 3.5l13 13',
  stop: 'M5.5 5.5h9v9h-9Z',
  play: 'M7 4.75v10.5l8-5.25Z',
  pause: 'M7.25 5v10M12.75 5v10',
} as const
