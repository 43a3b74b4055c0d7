/** The long side of a photo as it leaves the phone, and as the server keeps it. */
export const LONG_SIDE = 1600
export const PHOTOS_AT_MOST = 6
const QUALITY = 0.82

export interface Photo { bytes: ArrayBuffer; width: number; height: number }

/** What a photo measures when its long side is at most `LONG_SIDE`. */
export function fitted(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, LONG_SIDE / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/**
 * Draws a photo anew as a small JPEG. What the camera wrote beside the picture (place, time, model) does not come along: a
 * canvas knows nothing but pixels. Throws for a file that is no picture.
 */
export async function shrink(file: Blob): Promise<Photo> {
  const picture = await decoded(file)
  const { width, height } = fitted(picture.width, picture.height)
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  // A picture with see-through parts becomes one on white, not on black.
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, width, height)
  pen.drawImage(picture, 0, 0, width, height)
  if ('close' in picture) picture.close()
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY))
  if (!blob) throw new Error('no picture')
  return { bytes: await blob.arrayBuffer(), width, height }
}

async function decoded(file: Blob): Promise<ImageBitmap | HTMLImageElement> {
  if (typeof createImageBitmap === 'function') {
    try {
      return await createImageBitmap(file, { imageOrientation: 'from-image' })
    } catch {
      // Older browsers know no options: an image element turns the picture upright as well.
    }
  }
  const address = URL.createObjectURL(file)
  try {
    const image = new Image()
    image.src = address
    await image.decode()
    return image
  } finally {
    URL.revokeObjectURL(address)
  }
}
