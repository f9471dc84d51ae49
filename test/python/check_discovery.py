"""Checks discovery messages with the schemas of the package `homeassistant`: check_discovery.py MESSAGES.json

The file has [{"topic": "...", "payload": {...}}]. Prints the version of Home Assistant and the number of components as JSON.
"""

import asyncio
import json
import sys
import tempfile

from homeassistant.components.mqtt import binary_sensor, event, image, sensor
from homeassistant.components.mqtt.discovery import TOPIC_MATCHER, _replace_all_abbreviations
from homeassistant.components.mqtt.schemas import DEVICE_DISCOVERY_SCHEMA, SHARED_OPTIONS
from homeassistant.const import __version__
from homeassistant.core import HomeAssistant

PLATFORMS = {"binary_sensor": binary_sensor, "event": event, "image": image, "sensor": sensor}


def strict_schema(platform):
    """The schema of YAML configs: unlike that of discovery, it refuses unknown keys."""
    return PLATFORMS[platform].PLATFORM_SCHEMA_MODERN


def check(topic, payload):
    match = TOPIC_MATCHER.match(topic.removeprefix("homeassistant/"))
    assert match and match.group("component") == "device", topic
    _replace_all_abbreviations(payload)
    DEVICE_DISCOVERY_SCHEMA(payload)
    for component in payload["components"].values():
        platform = component.pop("platform")
        if not component:
            continue
        # As `async_start` does before it sets a component up.
        shared = {key: payload[key] for key in SHARED_OPTIONS if key in payload}
        strict_schema(platform)({**shared, **component, "device": payload["device"], "origin": payload["origin"]})
    return len(payload["components"])


async def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        messages = json.load(file)
    # Templates are checked only if there is one.
    HomeAssistant(tempfile.gettempdir())
    count = sum(check(message["topic"], message["payload"]) for message in messages)
    print(json.dumps({"version": __version__, "components": count}))


asyncio.run(main())
