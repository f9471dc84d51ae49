"""An RTSP server on a free port of 127.0.0.1, by GStreamer. Prints the port. Each client gets the stream from its start.

python3 rtsp_server.py SETTINGS, which is a JSON object: see RtspServerSettings in rtsp-server.ts.
"""

import json
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import Gio, GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

TRANSPORTS = {"tcp": GstRtsp.RTSPLowerTrans.TCP, "udp": GstRtsp.RTSPLowerTrans.UDP}

settings = json.loads(sys.argv[1])

Gst.init(None)
server = GstRtspServer.RTSPServer.new()
server.set_address("127.0.0.1")
server.set_service(str(settings.get("port", 0)))
factory = GstRtspServer.RTSPMediaFactory.new()
factory.set_launch(f"( {settings['launch']} )")
if "transport" in settings:
    factory.set_protocols(TRANSPORTS[settings["transport"]])

if "login" in settings or "certificate" in settings:
    auth = GstRtspServer.RTSPAuth.new()
    token = GstRtspServer.RTSPToken.new()
    token.set_string("media.factory.role", "user")
    if "certificate" in settings:
        auth.set_tls_certificate(Gio.TlsCertificate.new_from_files(*settings["certificate"]))
    if "login" not in settings:
        auth.set_default_token(token)
    else:
        method, user, password = settings["login"]
        if method == "digest":
            auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
            auth.add_digest(user, password, token)
        else:
            auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    server.set_auth(auth)
    rights = "user,media.factory.access=true,media.factory.construct=true"
    factory.add_role_from_structure(Gst.Structure.from_string(rights)[0])

server.get_mount_points().add_factory("/camera", factory)
server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
