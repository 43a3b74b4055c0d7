/** Reads QR codes through the camera: with what the browser brings along, else with a decoder of our own. */
interface Detector { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> }
interface DetectorMaker { new (options: { formats: 'qr_code'[] }): Detector; getSupportedFormats?(): Promise<readonly string[]> }

/** A camera is given to pages over HTTPS alone. */
export const canScan = window.isSecureContext && !!navigator.mediaDevices?.getUserMedia

async function detector(): Promise<Detector> {
  const native = (globalThis as { BarcodeDetector?: DetectorMaker }).BarcodeDetector
  const formats = await native?.getSupportedFormats?.().catch((): string[] => [])
  const Found = native && formats?.includes('qr_code') ? native : (await import('qr/decode.js')).BarcodeDetector
  return new Found({ formats: ['qr_code'] })
}

/** Looks through the camera until it reads a code or is stopped. Throws when the camera is not given. */
export async function scanInto(video: HTMLVideoElement, stopped: AbortSignal, read: (text: string) => void): Promise<void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false })
  const close = () => stream.getTracks().forEach((track) => track.stop())
  if (stopped.aborted) return close()
  stopped.addEventListener('abort', close, { once: true })
  video.srcObject = stream
  await video.play()
  const codes = await detector()
  const look = async (): Promise<void> => {
    if (stopped.aborted) return
    const [found] = await codes.detect(video).catch(() => [])
    if (found && !stopped.aborted) read(found.rawValue)
    else requestAnimationFrame(() => void look())
  }
  await look()
}
