package org.waywiser.lab.peers;

import java.util.List;

/**
 * Two hosts, joined by a wire and by two ways through a box that masquerades: one hides us, one hides the peer. What comes to the
 * box's outer address is passed on to whoever is hidden.
 *
 * <pre>
 *   here  10.213.1.1, fd13::1 ----------------------------- 10.213.1.2, fd13::2  there
 *   here  192.168.13.2 -- 192.168.13.1  box  10.213.2.1 --- 10.213.2.2           there
 *   here  10.213.3.2 ----- 10.213.3.1  box  192.168.14.1 -- 192.168.14.2         there
 * </pre>
 */
public final class Laboratory implements AutoCloseable {
    /** From one host to the other: where packets come from, and where the other end sends its own. */
    public enum Way {
        WIRE("10.213.1.1", "10.213.1.1", "10.213.1.2", "10.213.1.2", 500),
        WIRE_HIGH_PORTS("10.213.1.1", "10.213.1.1", "10.213.1.2", "10.213.1.2", 15_510),
        WIRE_IPV6("fd13::1", "fd13::1", "fd13::2", "fd13::2", 500),
        WE_ARE_HIDDEN("192.168.13.2", "10.213.2.1", "10.213.2.2", "10.213.2.2", 500),
        THEY_ARE_HIDDEN("10.213.3.2", "10.213.3.2", "192.168.14.2", "10.213.3.1", 500);

        private final String here;
        private final String hereAsSeen;
        private final String there;
        private final String thereAsSeen;
        private final int port;

        Way(String here, String hereAsSeen, String there, String thereAsSeen, int port) {
            this.here = here;
            this.hereAsSeen = hereAsSeen;
            this.there = there;
            this.thereAsSeen = thereAsSeen;
            this.port = port;
        }

        /** Our own address. */
        public String here() {
            return here;
        }

        /** Our address as the peer sees it. */
        public String hereAsSeen() {
            return hereAsSeen;
        }

        /** The peer's own address. */
        public String there() {
            return there;
        }

        /** The peer's address as we see it. */
        public String thereAsSeen() {
            return thereAsSeen;
        }

        /** Where both ends begin. */
        public int port() {
            return port;
        }
    }

    private static final String MASQUERADE = """
        table ip hide {
          chain out {
            type nat hook postrouting priority srcnat
            oifname { "to-there", "to-here" } udp sport { 500, 4500 } masquerade to :20000-29999 random
          }
          chain in {
            type nat hook prerouting priority dstnat
            iifname "to-there" udp dport { 500, 4500 } dnat to 192.168.13.2
            iifname "to-here" udp dport { 500, 4500 } dnat to 192.168.14.2
          }
        }
        """;

    private final Namespace here;
    private final Namespace there;
    private final Namespace box;

    private Laboratory(Namespace here, Namespace there, Namespace box) {
        this.here = here;
        this.there = there;
        this.box = box;
    }

    /** Needs root and nftables. */
    public static Laboratory create() {
        var laboratory = new Laboratory(Namespace.create("here"), Namespace.create("there"), Namespace.create("box"));
        try {
            laboratory.wire();
            return laboratory;
        } catch (AssertionError e) {
            laboratory.close();
            throw e;
        }
    }

    private void wire() {
        Namespace.join(
                here,
                "wire",
                List.of("10.213.1.1/24", "fd13::1/64"),
                there,
                "wire",
                List.of("10.213.1.2/24", "fd13::2/64"));
        Namespace.join(here, "hidden", List.of("192.168.13.2/24"), box, "from-here", List.of("192.168.13.1/24"));
        Namespace.join(box, "to-there", List.of("10.213.2.1/24"), there, "open", List.of("10.213.2.2/24"));
        Namespace.join(there, "hidden", List.of("192.168.14.2/24"), box, "from-there", List.of("192.168.14.1/24"));
        Namespace.join(box, "to-here", List.of("10.213.3.1/24"), here, "open", List.of("10.213.3.2/24"));
        here.ip("route", "add", "10.213.2.0/24", "via", "192.168.13.1");
        there.ip("route", "add", "10.213.3.0/24", "via", "192.168.14.1");
        Tool.run(box.inside("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward"));
        Tool.run(box.inside("nft", MASQUERADE));
    }

    /** Our host. */
    public Namespace here() {
        return here;
    }

    /** The peer's host. */
    public Namespace there() {
        return there;
    }

    /** Loses every datagram of either host until closed. */
    public Silence silence() {
        return new Silence(List.of(here, there));
    }

    @Override
    public void close() {
        List.of(here, there, box).forEach(Namespace::close);
    }
}
