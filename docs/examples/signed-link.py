"""A signed link to a form of Parting Words, in Python. Needs the package `cryptography`, nothing else."""

import base64
import json
import os
import sys
import time

KEY_NAME = "k0a1b2c3d"


def base64url(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed_link(site, survey, key_name, key, claims, nonce=None):
    """Return the link for one customer's leaving; `key` is the 64 hexadecimal digits that were shown once."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = nonce or os.urandom(12)  # never the same twice with one key
    header = base64url(json.dumps({"alg": "dir", "enc": "A256GCM", "kid": key_name}, separators=(",", ":")).encode())
    text = json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode()
    sealed = AESGCM(bytes.fromhex(key)).encrypt(nonce, text, header.encode())
    token = f"{header}..{base64url(nonce)}.{base64url(sealed[:-16])}.{base64url(sealed[-16:])}"
    return f"{site}/s/{survey}/c/{token}/"


def example():
    now = int(time.time())
    claims = {
        "aud": "exit",  # the survey's key: a link for one survey opens no other
        "sub": "C-1042",  # your own reference of the customer
        "jti": "leaving-88",  # your own name of this leaving: one leaving, one answer
        "iat": now,
        "exp": now + 60 * 24 * 3600,
        "state": "ends_on",  # or "cancelled" or "trial_ended", without ends_on
        "ends_on": "2026-12-31",
        "segment": {"plan": "pro", "size": "11-50"},
        "lang": "zh-Hant",  # or "en" or "zh-Hans"; left out: as the browser asks
    }
    return signed_link("https://ask.example.com", "exit", KEY_NAME, os.environ["PARTING_WORDS_KEY"], claims)


# python signed-link.py signed-link.json prints the links of the test vectors, to compare with those in the file.
if __name__ == "__main__" and len(sys.argv) == 2:
    with open(sys.argv[1], encoding="utf-8") as file:
        for v in json.load(file):
            print(signed_link(v["site"], v["survey"], v["key_name"], v["key"], v["claims"], bytes.fromhex(v["nonce"])))
