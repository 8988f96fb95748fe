package org.waywiser.net.udp;

import org.waywiser.net.linux.Linux;

/** What carries datagrams. */
enum Kind {
    LINUX,
    JAVA;

    /** From now on, for this virtual machine. */
    void choose() {
        System.setProperty(Linux.PORTABLE, Boolean.toString(this == JAVA));
    }

    static void byItself() {
        System.clearProperty(Linux.PORTABLE);
    }
}
