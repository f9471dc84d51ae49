import { sharp } from '../../src/image/sharp';

const uint16 = (value: number): Buffer => Buffer.of(value >> 8, value & 255);
const uint32 = (value: number): Buffer => Buffer.concat([uint16(value >>> 16), uint16(value & 0xffff)]);
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

const box = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([uint32(content.length + 8), latin1(type), content]);
};
const fullBox = (type: string, version: number, flags: number, ...parts: readonly Buffer[]): Buffer =>
  box(type, Buffer.of(version, 0, 0, flags), ...parts);

/** The first box of that type, at any depth. */
function boxIn(file: Buffer, type: string): Buffer {
  const at = file.indexOf(latin1(type)) - 4;
  return file.subarray(at, at + file.readUInt32BE(at));
}

/**
 * An AVIF file of `columns` x `columns` equal tiles of 64 x 64 pixels, whose bytes it contains once: a small file with a
 * large image (ISO/IEC 23008-12, image item of the type "grid").
 */
export async function tiledAvif(columns: number): Promise<Buffer> {
  const side = 64;
  const one = await sharp({ create: { width: side, height: side, channels: 3, background: '#306090' } })
    .avif({ effort: 0 })
    .toBuffer();
  const tile = boxIn(one, 'mdat').subarray(8);
  const tiles = Array.from({ length: columns ** 2 }, (_, index) => uint16(index + 2));
  const size = uint32(side * columns);
  const grid = Buffer.concat([Buffer.of(0, 1, columns - 1, columns - 1), size, size]);
  const sizeBox = (pixels: Buffer): Buffer => fullBox('ispe', 0, 0, pixels, pixels);

  const head = (data: number): Buffer => {
    const item = (id: Buffer, type: string, isHidden: boolean): Buffer =>
      fullBox('infe', 2, isHidden ? 1 : 0, id, uint16(0), latin1(type), Buffer.of(0));
    const location = (id: Buffer, offset: number, length: number): Buffer =>
      Buffer.concat([id, uint16(0), uint16(1), uint32(offset), uint32(length)]);
    const count = uint16(tiles.length + 1);
    return Buffer.concat([
      box('ftyp', latin1('avif\0\0\0\0avifmif1miaf')),
      fullBox(
        ...(['meta', 0, 0] as const),
        fullBox('hdlr', 0, 0, uint32(0), latin1('pict'), Buffer.alloc(13)),
        fullBox('pitm', 0, 0, uint16(1)),
        fullBox(
          ...(['iloc', 0, 0] as const),
          Buffer.of(0x44, 0),
          count,
          location(uint16(1), data, grid.length),
          ...tiles.map((id) => location(id, data + grid.length, tile.length)),
        ),
        fullBox('iinf', 0, 0, count, item(uint16(1), 'grid', false), ...tiles.map((id) => item(id, 'av01', true))),
        fullBox('iref', 0, 0, box('dimg', uint16(1), uint16(tiles.length), ...tiles)),
        box(
          'iprp',
          box('ipco', sizeBox(size), sizeBox(uint32(side)), boxIn(one, 'av1C'), boxIn(one, 'pixi')),
          fullBox(
            ...(['ipma', 0, 0] as const),
            uint32(tiles.length + 1),
            uint16(1),
            Buffer.of(2, 1, 4),
            ...tiles.map((id) => Buffer.concat([id, Buffer.of(3, 2, 0x83, 4)])),
          ),
        ),
      ),
    ]);
  };
  return Buffer.concat([head(head(0).length + 8), box('mdat', grid, tile)]);
}
