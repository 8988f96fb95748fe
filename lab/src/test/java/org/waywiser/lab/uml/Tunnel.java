package org.waywiser.lab.uml;

/** What the kernels of the hosts a and b protect everything between them with, by hand: a script for each. */
public enum Tunnel {
    ESP_CBC_SHA256("esp", "enc 'cbc(aes)' 0x@16@ auth-trunc 'hmac(sha256)' 0x@32@ 128"),
    ESP_GCM("esp", "aead 'rfc4106(gcm(aes))' 0x@20@ 128"),
    ESP_NULL_SHA256("esp", "enc cipher_null '' auth-trunc 'hmac(sha256)' 0x@32@ 128"),
    /** Encryption without integrity: RFC 4303 §5 has deprecated it for good reasons. */
    ESP_CBC_ALONE("esp", "enc 'cbc(aes)' 0x@16@ auth digest_null ''"),
    AH_SHA256("ah", "auth-trunc 'hmac(sha256)' 0x@32@ 128");

    /** SPI of the SA from a to b. */
    public static final int SPI_TO_B = 0x1000a;
    /** SPI of the SA from b to a. */
    public static final int SPI_TO_A = 0x1000b;
    /** What the SPIs of {@link #rekeyed} have more. */
    public static final int REKEYED = 0x10000;

    private final String protocol;
    private final String algorithms;

    Tunnel(String protocol, String algorithms) {
        this.protocol = protocol;
        this.algorithms = algorithms;
    }

    /** Its set-up in transport mode. */
    public String transport() {
        return script("transport", Uml.A, Uml.B);
    }

    /** Its set-up in transport mode over IPv6. */
    public String transport6() {
        return script("transport", Uml.A6, Uml.B6);
    }

    /** Its set-up in tunnel mode, from host to host. */
    public String tunnel() {
        return script("tunnel", Uml.A, Uml.B);
    }

    /** Puts SAs with new keys in the place of those in tunnel mode: each end receives by them before the other sends by them. */
    public String rekeyed() {
        return """
            ip -n b xfrm state add src @A@ dst @B@ proto @P@ spi @NEW_TO_B@ reqid 1 mode tunnel @KEYED_TO_B@
            ip -n a xfrm state add src @B@ dst @A@ proto @P@ spi @NEW_TO_A@ reqid 1 mode tunnel @KEYED_TO_A@
            ip -n a xfrm state add src @A@ dst @B@ proto @P@ spi @NEW_TO_B@ reqid 1 mode tunnel @KEYED_TO_B@
            ip -n b xfrm state add src @B@ dst @A@ proto @P@ spi @NEW_TO_A@ reqid 1 mode tunnel @KEYED_TO_A@
            ip -n a xfrm state delete src @A@ dst @B@ proto @P@ spi @TO_B@
            ip -n b xfrm state delete src @B@ dst @A@ proto @P@ spi @TO_A@
            ip -n b xfrm state delete src @A@ dst @B@ proto @P@ spi @TO_B@
            ip -n a xfrm state delete src @B@ dst @A@ proto @P@ spi @TO_A@
            """.replace("@NEW_TO_B@", hex(SPI_TO_B + REKEYED))
                .replace("@NEW_TO_A@", hex(SPI_TO_A + REKEYED))
                .replace("@KEYED_TO_B@", keyed(0x50))
                .replace("@KEYED_TO_A@", keyed(0xb0))
                .replace("@P@", protocol)
                .replace("@TO_B@", hex(SPI_TO_B))
                .replace("@TO_A@", hex(SPI_TO_A))
                .replace("@A@", Uml.A)
                .replace("@B@", Uml.B);
    }

    /** Takes away all SAs and policies of both. */
    public static String none() {
        return """
            for host in a b; do ip -n $host xfrm state flush; ip -n $host xfrm policy flush; done
            """;
    }

    private String script(String mode, String a, String b) {
        return """
            for host in a b; do
              ip -n $host xfrm state add src @A@ dst @B@ proto @P@ spi @TO_B@ reqid 1 mode @MODE@ @KEYED_TO_B@
              ip -n $host xfrm state add src @B@ dst @A@ proto @P@ spi @TO_A@ reqid 1 mode @MODE@ @KEYED_TO_A@
            done
            policy() { # host, direction, source, destination
              ip -n $1 xfrm policy add src $3 dst $4 dir $2 priority 1000 \\
                tmpl src $3 dst $4 proto @P@ reqid 1 mode @MODE@
            }
            policy a out @A@ @B@
            policy b in @A@ @B@
            policy b out @B@ @A@
            policy a in @B@ @A@
            """.replace("@KEYED_TO_B@", keyed(0x20))
                .replace("@KEYED_TO_A@", keyed(0x80))
                .replace("@P@", protocol)
                .replace("@MODE@", mode)
                .replace("@TO_B@", hex(SPI_TO_B))
                .replace("@TO_A@", hex(SPI_TO_A))
                .replace("@A@", a)
                .replace("@B@", b);
    }

    private static String hex(int spi) {
        return "0x" + Integer.toHexString(spi);
    }

    /** With keys of the lengths that stand there, no two of them the same. */
    private String keyed(int first) {
        String keyed = algorithms;
        for (int length : new int[] {16, 20, 32}) {
            keyed = keyed.replace(
                    "@" + length + "@", "%02x".formatted(first + length).repeat(length));
        }
        return keyed;
    }
}
