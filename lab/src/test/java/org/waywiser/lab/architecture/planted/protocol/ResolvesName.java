package org.waywiser.lab.architecture.planted.protocol;

import java.net.InetAddress;
import java.net.UnknownHostException;

final class ResolvesName {
    InetAddress resolve(String name) throws UnknownHostException {
        return InetAddress.getByName(name);
    }
}
