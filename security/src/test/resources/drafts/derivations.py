#!/usr/bin/env python3
"""Prints derivations.txt: the keys of every profile of the drafts, computed with nothing but SHA and arithmetic.

HMAC, prf+, PBKDF2 and AES are written out here so that the vectors share no code with what they test.
"""
import hashlib
import struct


def hmac(name, key, data):
    size = hashlib.new(name).block_size
    key = (hashlib.new(name, key).digest() if len(key) > size else key).ljust(size, b"\0")
    inner = hashlib.new(name, bytes(k ^ 0x36 for k in key) + data).digest()
    return hashlib.new(name, bytes(k ^ 0x5C for k in key) + inner).digest()


def prf_plus(name, key, seed, length):
    stream, block, counter = b"", b"", 1
    while len(stream) < length:
        block = hmac(name, key, block + seed + bytes([counter]))
        stream += block
        counter += 1
    return stream[:length]


def pbkdf2_16(password, salt, count):
    last = hmac("sha1", password, salt + struct.pack(">I", 1))
    total = int.from_bytes(last, "big")
    for _ in range(count - 1):
        last = hmac("sha1", password, last)
        total ^= int.from_bytes(last, "big")
    return total.to_bytes(20, "big")[:16]


def xtime(a):
    return (a << 1 ^ (0x11B if a & 0x80 else 0)) & 0xFF


def multiply(a, b):
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a, b = xtime(a), b >> 1
    return product


def substitute(a):
    inverse = next((b for b in range(256) if multiply(a, b) == 1), 0)
    result = 0x63
    for shift in range(5):
        result ^= (inverse << shift | inverse >> (8 - shift)) & 0xFF
    return result


SBOX = [substitute(a) for a in range(256)]


def aes_encrypt_block(key, block):
    words = [list(key[i : i + 4]) for i in range(0, len(key), 4)]
    n, rounds, constant = len(words), len(key) // 4 + 6, 1
    while len(words) < 4 * (rounds + 1):
        word = list(words[-1])
        if len(words) % n == 0:
            word = [SBOX[b] for b in word[1:] + word[:1]]
            word[0] ^= constant
            constant = xtime(constant)
        elif n > 6 and len(words) % n == 4:
            word = [SBOX[b] for b in word]
        words.append([a ^ b for a, b in zip(words[-n], word)])
    keys = [sum(words[4 * r : 4 * r + 4], []) for r in range(rounds + 1)]
    state = [a ^ b for a, b in zip(block, keys[0])]
    for r in range(1, rounds + 1):
        state = [SBOX[b] for b in state]
        state = [state[(i + 4 * (i % 4)) % 16] for i in range(16)]
        if r < rounds:
            mixed = []
            for c in range(0, 16, 4):
                a = state[c : c + 4]
                for i in range(4):
                    mixed.append(
                        xtime(a[i]) ^ xtime(a[(i + 1) % 4]) ^ a[(i + 1) % 4] ^ a[(i + 2) % 4] ^ a[(i + 3) % 4]
                    )
            state = mixed
        state = [a ^ b for a, b in zip(state, keys[r])]
    return bytes(state)


def aes_cbc_encrypt(key, plain):
    last, out = bytes(16), b""
    for at in range(0, len(plain), 16):
        last = aes_encrypt_block(key, bytes(a ^ b for a, b in zip(plain[at : at + 16], last)))
        out += last
    return out


assert aes_encrypt_block(bytes(range(16)), bytes.fromhex("00112233445566778899aabbccddeeff")).hex() == (
    "69c4e0d86a7b0430d8cdb78070b4c55a"  # FIPS 197, appendix C.1
)
assert pbkdf2_16(b"password", b"salt", 4096).hex() == "4b007901b765489abead49d926f721d0"  # RFC 6070
assert hmac("sha256", b"Jefe", b"what do ya want for nothing?").hex().startswith("5bdcc146bf60754e")  # RFC 4231

LENGTH = {"sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}
NI = bytes(range(0x10, 0x30))
NR = bytes(range(0x60, 0x78))
SPI_I = bytes.fromhex("0123456789abcdef")
SPI_R = bytes.fromhex("fedcba9876543210")
SECRET = bytes([0]) + bytes(range(0xA0, 0xBF))  # a leading zero stays
NEW_NI = bytes(range(0x31, 0x51))
NEW_NR = bytes(range(0x80, 0xA0))
NEW_SECRET = bytes(range(0xC0, 0xE0))
SID = bytes.fromhex("7f000001e9d3a1b2c3d4e5f60badcafe")
SALT = bytes(range(0x40, 0x50))
COUNT = 1024
CHALLENGE = bytes(range(0xF0, 0x100))
TOKEN_AES = bytes(range(0x01, 0x11))  # what the client draws for the Token of RFC 4656
TOKEN_HMAC = bytes(range(0x21, 0x41))
SSID = 0xBEEF

print("# Made by derivations.py beside this file.")
for field, value in [
    ("ni", NI), ("nr", NR), ("spi-i", SPI_I), ("spi-r", SPI_R), ("shared-secret", SECRET),
    ("new-ni", NEW_NI), ("new-nr", NEW_NR), ("new-shared-secret", NEW_SECRET),
    ("sid", SID), ("salt", SALT), ("challenge", CHALLENGE), ("token-aes", TOKEN_AES), ("token-hmac", TOKEN_HMAC),
]:
    print(f"{field} = {value.hex()}")
print(f"count = {COUNT}")
print(f"ssid = {SSID:04x}")
# RFC 4656 §4.1.2: keys of a test session from those of the connection
print("draft.direct.aes =", aes_encrypt_block(SID, TOKEN_AES).hex())
print("draft.direct.hmac =", aes_cbc_encrypt(SID, TOKEN_HMAC).hex())


def vector(*fields, value):
    print(".".join(fields), "=", value.hex())


def derivations(prf, kind, root):
    vector(prf, kind, "root", value=root)
    session = hmac(prf, root, SID)
    vector(prf, kind, "session-root", value=session)
    password_key = pbkdf2_16(root, SALT, COUNT)
    vector(prf, kind, "draft.password-key", value=password_key)
    vector(prf, kind, "draft.token", value=aes_cbc_encrypt(password_key, CHALLENGE + TOKEN_AES + TOKEN_HMAC))
    test = prf_plus(prf, session, b"O/TWAMP test" + SID, 48)
    vector(prf, kind, "draft.session-id.aes", value=test[:16])
    vector(prf, kind, "draft.session-id.hmac", value=test[16:])
    vector(prf, kind, "alt1.aes", value=hmac(prf, root, b"O/TWAMP enc")[:16])
    vector(prf, kind, "alt1.hmac", value=hmac(prf, root, b"O/TWAMP auth"))
    token = hmac(prf, root, b"O/TWAMP token")[:16]
    vector(prf, kind, "alt1.token", value=aes_encrypt_block(token, CHALLENGE))
    vector(prf, kind, "alt1.session-id.aes", value=hmac(prf, session, b"O/TWAMP enc")[:16])
    vector(prf, kind, "alt1.session-id.hmac", value=hmac(prf, session, b"O/TWAMP auth"))


for prf in ("sha1", "sha256", "sha384", "sha512"):
    skeyseed = hmac(prf, NI + NR, SECRET)
    sk_d = prf_plus(prf, skeyseed, NI + NR + SPI_I + SPI_R, LENGTH[prf])
    rekeyed = hmac(prf, sk_d, NEW_SECRET + NEW_NI + NEW_NR)
    vector(prf, "sk-d", value=sk_d)
    vector(prf, "rekeyed-skeyseed", value=rekeyed)
    derivations(prf, "ike-sa", skeyseed)
    # aes128-sha256: 2 · (16 + 32) octets, without a key exchange of its own and with one
    keymat = prf_plus(prf, sk_d, NEW_NI + NEW_NR, 96)
    derivations(prf, "ipsec-sa", keymat)
    vector(prf, "pfs-keymat", value=prf_plus(prf, sk_d, NEW_SECRET + NEW_NI + NEW_NR, 96))
    for end in ("sender", "reflector"):
        seed = b"IPPM STAMP " + end.encode() + struct.pack(">H", SSID)
        vector(prf, "stamp", end, value=prf_plus(prf, sk_d, seed, 32))
    # draft-alt2: keys of the SA that the responder receives on, which come first
    vector(prf, "alt2.aes", value=keymat[:16])
    vector(prf, "alt2.hmac", value=keymat[16:48])
