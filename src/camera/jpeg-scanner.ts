/** The second bytes of markers. The first is always 0xff. */
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
/** Start of a frame: all SOFn, without DHT (c4), JPG (c8) and DAC (cc). */
const isFrameStart = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** Stuffed zero and restarts: they belong to the coded pixels. */
const isInScan = (marker: number): boolean => marker === 0 || (marker >= 0xd0 && marker <= 0xd7);
/** Markers that cannot follow coded pixels in the same image. */
const endsBadly = (marker: number): boolean => marker === SOI || isFrameStart(marker);
/** Markers of segments. JPEG reserves those below. */
const FIRST_SEGMENT = 0xc0;

const START = Buffer.from([0xff, SOI, 0xff]);
const LINE_END = 0x0a;

/** The result of a scan of the bytes of one image. */
type Found = { readonly end: number } | 'incomplete' | 'damaged';

/**
 * Finds the complete JPEG images in a stream of bytes, however it is divided into parts. It follows the markers of JPEG from
 * SOI to EOI, so that neither boundaries nor the lengths that a camera announces must be right. An image begins at the start of
 * the stream or after a line end. Other bytes, cut images, and second images in the same part (previews) are ignored.
 */
export class JpegScanner {
  #data = Buffer.alloc(1 << 16);
  /** The bytes from `#from` to `#to` are not yet decided on. */
  #from = 0;
  #to = 0;
  /** Whether they begin with an image. */
  #hasStart = false;
  /** The byte before them. */
  #previous = LINE_END;
  readonly #walk = new MarkerWalk();

  /**
   * @param maxBytes the largest image
   * @param separators texts between images. An image that holds one consists of parts of two images, the first of which was cut
   */
  constructor(
    private readonly maxBytes: number,
    private readonly separators: readonly string[] = [],
  ) {}

  /** Whether the last bytes are an image that has not ended. */
  get isInside(): boolean {
    return this.#hasStart;
  }

  /**
   * The images that these bytes complete, in order. Each has its own memory.
   * @throws RangeError if an image has more than `maxBytes`
   */
  push(bytes: Uint8Array): Buffer[] {
    this.#append(bytes);
    const images: Buffer[] = [];
    while (this.#hasStart || this.#seek()) {
      const found = this.#walk.run(this.#data.subarray(this.#from, this.#to));
      if (found === 'incomplete') break;
      if (found === 'damaged' || this.#hasSeparator(found.end)) this.#drop(1);
      else images.push(this.#take(found.end));
    }
    if (this.#to - this.#from > this.maxBytes)
      throw new RangeError(`an image is larger than ${this.maxBytes / 1e6} MB`);
    return images;
  }

  /** Drops everything before the next start of an image. */
  #seek(): boolean {
    const data = this.#data.subarray(this.#from, this.#to);
    for (let at = data.indexOf(START); at >= 0; at = data.indexOf(START, at + 1)) {
      if ((at === 0 ? this.#previous : data[at - 1]) !== LINE_END) continue;
      this.#drop(at);
      this.#hasStart = true;
      return true;
    }
    // The first two bytes of a start may already be there.
    this.#drop(Math.max(data.length - (START.length - 1), 0));
    return false;
  }

  #hasSeparator(length: number): boolean {
    const image = this.#data.subarray(this.#from, this.#from + length);
    return this.separators.some((separator) => image.includes(separator, 0, 'latin1'));
  }

  #take(length: number): Buffer {
    // `Buffer.from` would take memory from a pool that other data shares.
    const image = Buffer.alloc(length);
    this.#data.copy(image, 0, this.#from, this.#from + length);
    this.#drop(length);
    return image;
  }

  #drop(count: number): void {
    if (count > 0) this.#previous = this.#data[this.#from + count - 1]!;
    this.#from += count;
    this.#hasStart = false;
    this.#walk.restart();
  }

  #append(bytes: Uint8Array): void {
    const kept = this.#to - this.#from;
    const length = kept + bytes.length;
    const target = length > this.#data.length ? Buffer.alloc(Math.max(length, 2 * this.#data.length)) : this.#data;
    this.#data.copy(target, 0, this.#from, this.#to);
    target.set(bytes, kept);
    this.#data = target;
    this.#from = 0;
    this.#to = length;
  }
}

/** Shorter texts occur in the pixels of an image by chance: one of 3 bytes in each 16 MB. */
const MIN_SEPARATOR = 6;

/**
 * The texts that separate the images of a multipart stream.
 * @param contentType the header, whose boundary may or may not begin with the dashes of the stream
 */
export function separatorsOf(contentType: string): string[] {
  const [, quoted, bare = quoted] = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  const boundary = bare?.replace(/^-+/, '') ?? '';
  const headers = ['Content-', 'content-', 'CONTENT-'].map((name) => `\n${name}`);
  return [`--${boundary}`, `\n${boundary}`].filter(({ length }) => length >= MIN_SEPARATOR).concat(headers);
}

/** Walks along the markers of one image, whose bytes arrive little by little. */
class MarkerWalk {
  /** Where to continue: a marker, or coded pixels. */
  #at = 0;
  #isInScan = false;
  #hasFrame = false;
  #hasScan = false;

  restart(): void {
    this.#at = 0;
    this.#isInScan = false;
    this.#hasFrame = false;
    this.#hasScan = false;
  }

  /** @param data all bytes of the image so far, from its SOI */
  run(data: Uint8Array): Found {
    for (;;) {
      if (this.#isInScan) {
        const next = data.indexOf(0xff, this.#at);
        this.#at = next < 0 ? data.length : next;
      }
      // A marker may have fill bytes before it.
      while (data[this.#at] === 0xff && data[this.#at + 1] === 0xff) this.#at++;
      if (this.#at + 1 >= data.length) return 'incomplete';
      const step = this.#step(data, data[this.#at]!, data[this.#at + 1]!);
      if (step !== 'next') return step;
    }
  }

  #step(data: Uint8Array, first: number, marker: number): Found | 'next' {
    if (first !== 0xff) return 'damaged';
    if (this.#at === 0) {
      if (marker !== SOI) return 'damaged';
      this.#at = 2;
      return 'next';
    }
    if (this.#isInScan && isInScan(marker)) {
      this.#at += 2;
      return 'next';
    }
    if (marker === EOI) return this.#hasScan ? { end: this.#at + 2 } : 'damaged';
    const isDamaged =
      marker < FIRST_SEGMENT || (this.#isInScan ? endsBadly(marker) : marker === SOI || isInScan(marker));
    return isDamaged ? 'damaged' : this.#segment(data, marker);
  }

  #segment(data: Uint8Array, marker: number): Found | 'next' {
    if (this.#at + 4 > data.length) return 'incomplete';
    const length = data[this.#at + 2]! * 256 + data[this.#at + 3]!;
    if (length < 2) return 'damaged';
    if (isFrameStart(marker)) this.#hasFrame = true;
    if (marker === SOS && !this.#hasFrame) return 'damaged';
    this.#at += 2 + length;
    this.#isInScan = marker === SOS;
    this.#hasScan ||= this.#isInScan;
    return 'next';
  }
}
