/** Reads QR codes with what the phone's browser brings along; where it brings nothing the code is typed. */
interface Detector { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> }
interface DetectorMaker { new (options: { formats: string[] }): Detector; getSupportedFormats?(): Promise<string[]> }

function maker(): DetectorMaker | undefined {
  return (globalThis as { BarcodeDetector?: DetectorMaker }).BarcodeDetector
}

export async function canScan(): Promise<boolean> {
  const found = maker()
  if (!found || !window.isSecureContext || !navigator.mediaDevices?.getUserMedia) return false
  try {
    return (await found.getSupportedFormats?.())?.includes('qr_code') ?? true
  } catch {
    return false
  }
}

/** Looks through the camera until it reads a code or is stopped. Throws when the camera is not given. */
export async function scanInto(video: HTMLVideoElement, stopped: AbortSignal, read: (text: string) => void): Promise<void> {
  const Found = maker()
  if (!Found) return
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false })
  const close = () => stream.getTracks().forEach((track) => track.stop())
  if (stopped.aborted) return close()
  stopped.addEventListener('abort', close, { once: true })
  video.srcObject = stream
  await video.play()
  const detector = new Found({ formats: ['qr_code'] })
  const look = async (): Promise<void> => {
    if (stopped.aborted) return
    const [found] = await detector.detect(video).catch(() => [])
    if (found) read(found.rawValue)
    else requestAnimationFrame(() => void look())
  }
  await look()
}
