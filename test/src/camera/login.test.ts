import assert from 'node:assert/strict';
import { challengesIn } from '../../../src/camera/challenges';
import { digestAuthorization } from '../../../src/camera/digest';
import { LoginSession } from '../../../src/camera/login-session';

const responseOf = (header: string): string | undefined => /response="([^"]*)"/.exec(header)?.[1];

describe('the challenges of a server', () => {
  const cases: [string, { scheme: string; params: object }[]][] = [
    ['', []],
    ['Basic', [{ scheme: 'basic', params: {} }]],
    ['Basic realm="a, b"', [{ scheme: 'basic', params: { realm: 'a, b' } }]],
    [
      'Digest realm="cam\\"1", nonce=abc ,qop="auth,auth-int", stale=FALSE, algorithm=SHA-256',
      [
        {
          scheme: 'digest',
          params: { realm: 'cam"1', nonce: 'abc', qop: 'auth,auth-int', stale: 'FALSE', algorithm: 'SHA-256' },
        },
      ],
    ],
    [
      'Basic realm="x", Digest realm="y",nonce="n", Negotiate',
      [
        { scheme: 'basic', params: { realm: 'x' } },
        { scheme: 'digest', params: { realm: 'y', nonce: 'n' } },
        { scheme: 'negotiate', params: {} },
      ],
    ],
    ['Digest REALM = "y" , nonce=""', [{ scheme: 'digest', params: { realm: 'y', nonce: '' } }]],
    ['=broken', []],
    ['Digest __proto__="x"', [{ scheme: 'digest', params: JSON.parse('{"__proto__":"x"}') }]],
  ];
  for (const [header, expected] of cases) {
    it(`are read from ${JSON.stringify(header)}`, () => {
      assert.deepEqual(JSON.parse(JSON.stringify(challengesIn(header))), expected);
    });
  }
});

describe('a login by Digest', () => {
  const rfc7616 = {
    realm: 'http-auth@example.org',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    opaque: 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS',
    qop: 'auth, auth-int',
  };
  const round = { count: 1, cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' };
  const mufasa = { user: 'Mufasa', password: 'Circle of Life' };
  const get = { method: 'GET', uri: '/dir/index.html' };

  it('equals the examples of RFC 7616, section 3.9.1', () => {
    const sent = (algorithm: string): string =>
      digestAuthorization({ scheme: 'digest', params: { ...rfc7616, algorithm } }, mufasa, get, round);

    assert.equal(responseOf(sent('MD5')), '8ca523f5e9506fed4657c9700eebdbec');
    assert.equal(responseOf(sent('SHA-256')), '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1');
    assert.match(sent('SHA-256'), /^Digest username="Mufasa", .*, algorithm=SHA-256, .*, qop=auth, nc=00000001$/);
  });

  it('equals the example of RFC 2617, section 3.5, and that of servers without qop', () => {
    const params = { realm: 'testrealm@host.com', nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093' };
    const login = { user: 'Mufasa', password: 'Circle Of Life' };
    const old = digestAuthorization({ scheme: 'digest', params }, login, get, round);

    assert.equal(
      responseOf(
        digestAuthorization({ scheme: 'digest', params: { ...params, qop: 'auth' } }, login, get, {
          count: 1,
          cnonce: '0a4f113b',
        }),
      ),
      '6629fae49393a05397450978507c4ef1',
    );
    assert.equal(responseOf(old), '670fd8c2df070c60b045671b8b24ff02');
    assert.doesNotMatch(old, /qop|nc=|cnonce/);
  });

  it('equals the example of RFC 7616, section 3.9.2, with a hashed user name', () => {
    const sent = digestAuthorization(
      {
        scheme: 'digest',
        params: {
          realm: 'api@example.org',
          nonce: '5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK',
          opaque: 'HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDssOS',
          qop: 'auth',
          algorithm: 'SHA-512-256',
          userhash: 'true',
        },
      },
      { user: 'Jäsøn Doe', password: 'Secret, or not?' },
      { method: 'GET', uri: '/doe.json' },
      { count: 1, cnonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm' },
    );

    assert.match(sent, /username="793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"/);
    assert.match(sent, /userhash=true/);
  });
});

describe('a login session', () => {
  const login = { user: 'admin', password: 'secret' };
  const request = { method: 'GET', uri: '/' };

  it('sends nothing before a challenge, and counts the uses of a nonce', () => {
    const session = new LoginSession(login);
    assert.equal(session.authorization(request), undefined);

    assert.equal(session.accept('Digest realm="a", nonce="b", qop="auth"', false), true);
    assert.match(session.authorization(request)!, /nc=00000001/);
    assert.match(session.authorization(request)!, /nc=00000002/);
  });

  it('prefers Digest to Basic, and the best hash that it knows', () => {
    const session = new LoginSession(login);
    const offers = [
      'Basic realm="a"',
      ...['MD5', 'SHA-256', 'SHA-1024'].map((name) => `Digest realm="a", nonce="${name}", algorithm=${name}`),
    ];
    session.accept(offers.join(', '), false);

    assert.match(session.authorization(request)!, /^Digest .*nonce="SHA-256"/);
  });

  it('tries again with a new nonce if the old one is stale, and gives up if the login is refused', () => {
    const session = new LoginSession(login);

    assert.equal(session.accept('Digest realm="a", nonce="1", qop="auth"', false), true);
    assert.equal(session.accept('Digest realm="a", nonce="2", qop="auth", stale=true', true), true);
    assert.match(session.authorization(request)!, /nonce="2".*nc=00000001/);
    assert.equal(session.accept('Digest realm="a", nonce="3", qop="auth"', true), false);
  });

  it('gives up without a login, and if the server offers nothing that is known', () => {
    assert.equal(new LoginSession({ user: '', password: '' }).accept('Basic realm="a"', false), false);
    assert.equal(new LoginSession(login).accept('Negotiate', false), false);
    assert.equal(new LoginSession(login).accept('', false), false);
  });

  it('sends Basic in UTF-8', () => {
    const session = new LoginSession({ user: 'Jäsøn', password: 'ö:ß' });
    session.accept('Basic realm="a"', false);

    assert.equal(session.authorization(request), `Basic ${Buffer.from('Jäsøn:ö:ß').toString('base64')}`);
  });
});
