package org.waywiser.lab.architecture.planted.wire;

final class DrawsRandomness {
    double draw() {
        return Math.random();
    }
}
