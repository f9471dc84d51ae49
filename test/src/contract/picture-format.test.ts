import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { pictureFormat, readableFormat } from '../../../src/contract/picture-format';

const jpeg = readFileSync('examples/pictures/shapes.jpg');
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect wid';
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const utf16be = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
/** An ISO media file of these brands. */
const brands = (...names: string[]): Buffer => {
  const [main, ...others] = names;
  const text = `ftyp${main}\0\0\0\0${others.join('')}`;
  return Buffer.concat([Buffer.of(0, 0, 0, text.length + 4), bytes(text), Buffer.alloc(40)]);
};

describe('pictureFormat recognises', () => {
  const cases = [
    { name: 'JPEG', content: jpeg, format: 'jpeg' },
    { name: 'JPEG with stray bytes before its first segment', content: bytes('\xff\xd8\0\0\xff\xdb'), format: 'jpeg' },
    { name: 'PNG', content: bytes('\x89PNG\r\n\x1a\n'), format: 'png' },
    { name: 'WebP', content: bytes('RIFF\x10\0\0\0WEBPVP8 '), format: 'webp' },
    { name: 'GIF of 1987', content: bytes('GIF87a'), format: 'gif' },
    { name: 'GIF', content: bytes('GIF89a'), format: 'gif' },
    { name: 'TIFF, little-endian', content: bytes('II*\0\x08\0\0\0\x0a\0'), format: 'tiff' },
    { name: 'TIFF, big-endian', content: bytes('MM\0*'), format: 'tiff' },
    { name: 'BigTIFF', content: bytes('II+\0\x08\0'), format: 'tiff' },
    { name: 'AVIF', content: brands('avif', 'mif1', 'miaf'), format: 'avif' },
    { name: 'AVIF sequences', content: brands('avis', 'avif'), format: 'avif' },
    { name: 'AVIF with a general main brand', content: brands('mif1', 'miaf', 'avif'), format: 'avif' },
    { name: 'BMP', content: bytes(`BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0`), format: 'bmp' },
    { name: 'PPM', content: bytes('P6\n2 1\n255\n'), format: 'pnm' },
    { name: 'PGM as text, after comments', content: bytes('P2 # made by\n# me\n 2 1'), format: 'pnm' },
  ];
  for (const { name, content, format } of cases) {
    it(name, () => assert.equal(pictureFormat(content), format));
  }
});

describe('readableFormat names content that is not read', () => {
  const text = jpeg.toString('utf8');
  const cases: { name: string; content: Buffer; says: RegExp }[] = [
    { name: 'nothing', content: Buffer.alloc(0), says: /empty/ },
    {
      name: 'HEIC of a phone',
      content: readFileSync('test/fixtures/pictures/real.heic'),
      says: /HEIC \(HEVC\).*convert it to JPEG/,
    },
    { name: 'HEIC sequences', content: brands('hevc', 'mif1'), says: /HEIC/ },
    { name: 'HEIF of another kind', content: brands('mif1', 'heic'), says: /HEIF/ },
    { name: 'SVG', content: bytes(svg), says: /an SVG drawing; convert it to PNG/ },
    { name: 'SVG after a byte-order mark', content: Buffer.from(`\ufeff${svg}`), says: /SVG/ },
    { name: 'SVG in UTF-16', content: Buffer.from(`\ufeff${svg}`, 'utf16le'), says: /SVG/ },
    { name: 'SVG in UTF-16 without a byte-order mark', content: Buffer.from(svg, 'utf16le'), says: /SVG/ },
    { name: 'SVG in big-endian UTF-16', content: utf16be(svg), says: /SVG/ },
    { name: 'SVG after a declaration', content: bytes(`<?xml version="1.0"?>\n${svg}`), says: /SVG/ },
    { name: 'SVG after a comment', content: bytes(`  <!-- <html> drawn by me -->\n${svg}`), says: /SVG/ },
    { name: 'SVG after a long comment', content: bytes(`<!-- ${'-'.repeat(3000)} -->${svg}`), says: /SVG/ },
    {
      name: 'SVG after a doctype',
      content: bytes(`<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd" [<!ENTITY a "b">]>${svg}`),
      says: /SVG/,
    },
    { name: 'SVG with a prefix', content: bytes('<s:svg xmlns:s="http://www.w3.org/2000/svg"/>'), says: /SVG/ },
    { name: 'compressed SVG', content: gzipSync(svg), says: /gzip.*SVG/ },
    { name: 'PDF', content: bytes('%PDF-1.7\n'), says: /PDF/ },
    { name: 'PDF after other bytes', content: bytes('\n\n  %PDF-1.7\n'), says: /PDF/ },
    {
      name: "a camera's error page",
      content: bytes('<!DOCTYPE html><html><head><title>401 Unauthorized</title></head></html>'),
      says: /an HTML page with the title "401 Unauthorized", perhaps an error or login page of the camera/,
    },
    { name: 'a page with a drawing', content: bytes(`<html><body>${svg}`), says: /HTML/ },
    { name: 'a part of a page', content: bytes('\r\n<H1>Not found</H1>'), says: /HTML/ },
    { name: 'other XML', content: bytes('<ResponseStatus><statusCode>4</statusCode>'), says: /XML text \("<Resp/ },
    { name: 'JSON', content: bytes('{"error": "camera offline"}'), says: /JSON text .*camera offline/ },
    { name: 'text', content: bytes('Unauthorized\n'), says: /text \("Unauthorized"\)/ },
    { name: 'MP4', content: brands('isom', 'avc1'), says: /MP4.*snapshot/ },
    { name: 'QuickTime', content: bytes('\0\0\0\x14ftypqt  \0\0\0\0qt  '), says: /QuickTime/ },
    { name: 'a piece of MP4', content: bytes('\0\0\0\x68moof\0\0\0\x10mfhd'), says: /MP4/ },
    { name: 'H.264', content: bytes('\0\0\0\x01\x67\x42\0\x1e'), says: /H\.264.*snapshot/ },
    { name: 'H.264 with short start codes', content: bytes('\0\0\x01\x65\x88'), says: /H\.264/ },
    { name: 'MPEG-TS', content: bytes(`G${'\x01'.repeat(187)}`.repeat(4)), says: /transport stream/ },
    { name: 'WebM', content: bytes('\x1aE\xdf\xa3\x01'), says: /WebM/ },
    { name: 'AVI', content: bytes('RIFF\x10\0\0\0AVI LIST'), says: /AVI/ },
    { name: 'RTSP', content: bytes('RTSP/1.0 200 OK\r\nCSeq: 1\r\n'), says: /RTSP/ },
    {
      name: 'an MJPEG stream',
      content: Buffer.concat([bytes('--frame\r\nContent-Type: image/jpeg\r\n\r\n'), jpeg]),
      says: /multipart.*MJPEG.*snapshot/,
    },
    {
      name: 'a part of an MJPEG stream',
      content: bytes('\r\n--b\r\nX-Time: 7\r\nContent-length: 900\r\n\r\n\xff\xd8\xff'),
      says: /MJPEG/,
    },
    { name: 'an HTTP response', content: bytes('HTTP/1.1 200 OK\r\n\r\n'), says: /HTTP response/ },
    { name: 'JPEG XL', content: bytes('\xff\x0a\x7f\x1f'), says: /JPEG XL/ },
    { name: 'JPEG XL in boxes', content: bytes('\0\0\0\x0cJXL \r\n\x87\n'), says: /JPEG XL/ },
    { name: 'JPEG 2000', content: bytes('\0\0\0\x0cjP  \r\n\x87\n'), says: /JPEG 2000/ },
    { name: 'ICO', content: bytes('\0\0\x01\0\x01\0\x10\x10'), says: /ICO/ },
    { name: 'PSD', content: bytes('8BPS\0\x01'), says: /PSD/ },
    { name: 'a camera raw file', content: bytes('II*\0\x10\0\0\0CR\x02\0'), says: /raw file of a camera/ },
    { name: 'ZIP', content: bytes('PK\x03\x04'), says: /ZIP/ },
    { name: 'a JPEG as UTF-8 text', content: Buffer.from(text), says: /converted to text.*"a binary buffer"/ },
    {
      name: 'a PNG as UTF-8 text',
      content: Buffer.from(bytes('\x89PNG\r\n\x1a\n\0').toString('utf8')),
      says: /converted to text/,
    },
    {
      name: 'a GIF as UTF-8 text',
      content: Buffer.from(bytes('GIF89a\xff\x01\xfe\x01\xf0\0\0\xff\xff').toString('utf8')),
      says: /converted to text/,
    },
    { name: 'a JPEG as Latin-1 text', content: Buffer.from(jpeg.toString('latin1')), says: /converted to text/ },
    { name: 'base64 in a Buffer', content: Buffer.from(jpeg.toString('base64')), says: /base64.*string/ },
    {
      name: 'a data URI in a Buffer',
      content: Buffer.from(`data:image/jpeg;base64,${jpeg.toString('base64')}`),
      says: /base64.*string/,
    },
    { name: 'text that starts like BMP', content: bytes('BMW is offline, try again later'), says: /text/ },
    { name: 'text that starts like PPM', content: bytes('P6 is the sixth'), says: /text/ },
    { name: 'PBM', content: bytes('P4\n8 1\n\x07'), says: /PBM/ },
    { name: 'a pointer of git-lfs', content: bytes('version https://git-lfs.github.com/spec/v1\n'), says: /git-lfs/ },
    {
      name: 'pixels without their size',
      content: Buffer.alloc(300, 7),
      says: /no known format \(300 bytes that start with 07 07 07 07 07 07 07 07\)/,
    },
    {
      name: 'the first byte of a JPEG',
      content: Buffer.of(0xff),
      says: /no known format \(1 bytes that start with ff\)/,
    },
  ];
  for (const { name, content, says } of cases) {
    it(name, () => {
      assert.equal(pictureFormat(content), undefined);
      assert.throws(() => readableFormat('msg.payload', content), {
        name: 'VisionError',
        code: 'BAD_IMAGE',
        message: new RegExp(
          `^msg\\.payload cannot be read: it is .*${says.source}.*\\. Formats that are read: JPEG, PNG, .+ and `,
        ),
      });
    });
  }
});
