package org.waywiser.lab.architecture.planted.protocol;

final class ReadsClock {
    long now() {
        return System.nanoTime();
    }
}
