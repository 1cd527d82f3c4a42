/** Shape of an image: channels (1 grey, 3 red, green, blue), height, width. */
export type ImageShape = readonly [channels: number, height: number, width: number];
