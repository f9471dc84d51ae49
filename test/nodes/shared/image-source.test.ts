import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Node, NodeAPI } from 'node-red';
import { readImage } from '../../../nodes/shared/image-source';

const jpeg = readFileSync('examples/pictures/shapes.jpg');

/** Reads `msg.payload` as a node does. */
async function read(payload: unknown, allowFilePaths: boolean, fileWorkingDirectory = '.') {
  const RED = {
    settings: { fileWorkingDirectory },
    util: {
      evaluateNodeProperty: (
        _value: string,
        _type: string,
        _node: Node,
        msg: { payload: unknown },
        done: (error: Error | null, result: unknown) => void,
      ) => done(null, msg.payload),
    },
  } as unknown as NodeAPI;
  const decode = { maxMegapixels: 120, greyRange: 'full' } as const;
  const settings = { image: 'payload', imageType: 'msg', allowFilePaths, ...decode };
  return (await readImage(RED, {} as Node, settings, { payload, _msgid: '1' })).image;
}

describe('a text as an image', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'image-source-'));
    for (const name of ['snapshot', 'cat.jpg', '[1].jpg']) writeFileSync(join(folder, name), jpeg);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('is base64 or a data URI, whether or not file paths are allowed', async () => {
    const base64 = jpeg.toString('base64');
    // A short image in base64 can look like an absolute path: that of a JPEG begins with "/9j/".
    const short = jpeg.subarray(0, 900).toString('base64');
    for (const allowFilePaths of [true, false]) {
      assert.deepEqual(await read(base64, allowFilePaths), jpeg);
      assert.deepEqual(await read(short, allowFilePaths), jpeg.subarray(0, 900));
      assert.deepEqual(await read(`data:image/jpeg;base64,${base64}`, allowFilePaths), jpeg);
      assert.deepEqual(
        await read(`data:image/x.jpg;name=a.jpg;base64,${short}`, allowFilePaths),
        jpeg.subarray(0, 900),
      );
    }
  });

  const paths: Record<string, (folder: string) => string> = {
    'an absolute path': (within) => join(within, 'cat.jpg'),
    'an absolute path without an extension': (within) => join(within, 'snapshot'),
    'a relative path': () => './cat.jpg',
    'a relative path without an extension': () => './snapshot',
    'a file URL': (within) => pathToFileURL(join(within, 'cat.jpg')).href,
    'a path with a line end': () => 'cat.jpg\n',
  };
  for (const [name, path] of Object.entries(paths)) {
    it(`is read as a file if file paths are allowed: ${name}`, async () => {
      assert.deepEqual(await read(path(folder), true, folder), jpeg);
    });

    it(`is refused if file paths are not allowed, with a remedy: ${name}`, async () => {
      await assert.rejects(read(path(folder), false, folder), {
        code: 'BAD_IMAGE',
        message: /turn on "Allow file paths"$/,
      });
    });
  }

  it('is read as a file if it is a plain name and file paths are allowed', async () => {
    for (const name of ['snapshot', '[1].jpg']) assert.deepEqual(await read(name, true, folder), jpeg);
  });

  it('is refused as a path of anything but a file', async () => {
    const { root } = parse(folder);
    for (const path of [folder, root, './missing', ...(process.platform === 'win32' ? [] : ['/dev/zero'])]) {
      await assert.rejects(read(path, true, folder), {
        code: 'BAD_IMAGE',
        message: /^msg\.payload cannot be read as a file: /,
      });
    }
  });

  const refused = [
    {
      name: 'a URL',
      text: 'http://user:secret@camera/snap.jpg',
      says: /is a URL \(http:.*http request node.*"a binary buffer"/,
    },
    { name: 'the URL of a stream', text: ' RTSP://camera:554/h264', says: /is a URL \(rtsp:.*snapshot/ },
    { name: 'SVG', text: '<svg xmlns="http://www.w3.org/2000/svg"/>', says: /SVG/ },
    { name: 'SVG in a data URI', text: 'data:image/svg+xml,%3Csvg%2F%3E', says: /SVG/ },
    { name: 'SVG as text in a data URI', text: 'data:image/svg+xml;utf8,<svg/>', says: /SVG/ },
    { name: 'a data URI without base64', text: 'data:image/png,abc', says: /data URI without base64/ },
    { name: "a camera's error page", text: '<html><title>401</title>', says: /HTML page with the title "401"/ },
    { name: 'JSON', text: '{"error": "see help.html"}', says: /JSON text/ },
    { name: 'JSON of a list', text: '["cat.jpg"]', says: /JSON text/ },
    { name: 'a JPEG as UTF-8 text', text: jpeg.toString('utf8'), says: /converted to text.*"a binary buffer"/ },
    { name: 'a JPEG as Latin-1 text', text: jpeg.toString('latin1'), says: /converted to text/ },
    { name: 'the start of a JPEG as UTF-8 text', text: jpeg.toString('utf8', 0, 40), says: /converted to text/ },
  ];
  for (const { name, text, says } of refused) {
    for (const allowFilePaths of [true, false]) {
      it(`is refused if it is ${name}, with file paths ${allowFilePaths ? '' : 'not '}allowed`, async () => {
        await assert.rejects(read(text, allowFilePaths, folder), (error: Error & { code: string }) => {
          assert.equal(error.code, 'BAD_IMAGE');
          assert.match(error.message, says);
          assert.doesNotMatch(error.message, /secret/);
          return true;
        });
      });
    }
  }
});
