// SPDX-License-Identifier: Apache-2.0

package dev.mehari.storage;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * An address that may be asked for a model. The first is the manifest's; where the server says to go from there is
 * checked anew each time:
 *
 * <ul>
 *   <li>only {@code http} and {@code https}, and never from {@code https} back to {@code http};
 *   <li>no user name or password in it;
 *   <li>the host is on the list of hosts, where there is one;
 *   <li>never an address of the local link (169.254.0.0/16, fe80::/10), where clouds keep their credentials, nor a
 *       multicast or unspecified one;
 *   <li>a redirect doesn't lead from a public address into a private network or to this machine.
 * </ul>
 *
 * <p>The host's name is resolved here, and again by the HTTP client. An attacker who controls the name can answer
 * differently the second time; what he gains is a GET request whose answer is thrown away unless its digest is the
 * expected one. Whoever needs more sets the list of hosts.
 */
final class Destination {
    private final URI uri;
    private final boolean isPrivate;

    private Destination(URI uri, boolean isPrivate) {
        this.uri = uri;
        this.isPrivate = isPrivate;
    }

    /** One that a setting names: whoever sets it may ask any host, this machine's too. */
    static Destination trusted(URI uri) {
        return new Destination(uri, true);
    }

    /** @throws IOException in words, if it may not be asked */
    static Destination first(URI uri, HttpPolicy policy) throws IOException {
        String host = uri.getHost();
        if (host == null || host.isEmpty()) {
            throw new IOException("it names no host, as in https://models.example.org/credit.onnx");
        }
        if (uri.getUserInfo() != null) {
            throw new IOException("it has a user name in it. Credentials don't belong in a manifest");
        }
        if (!policy.allowsHost(host)) {
            throw new IOException("host '" + host + "' isn't among " + HttpPolicy.HOSTS);
        }
        boolean isPrivate = false;
        for (InetAddress address : addresses(host)) {
            if (address.isLinkLocalAddress() || address.isMulticastAddress() || address.isAnyLocalAddress()) {
                throw new IOException("host '" + host + "' has an address of the local link, or one for many, which "
                        + "isn't asked");
            }
            isPrivate |= isPrivate(address);
        }
        return new Destination(uri, isPrivate);
    }

    /** Where a redirect leads. @param location as the server gave it */
    Destination next(String location, HttpPolicy policy) throws IOException {
        URI target;
        try {
            target = uri.resolve(location.strip());
        } catch (IllegalArgumentException e) {
            throw new IOException("it redirects to what is no address", e);
        }
        String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IOException("it redirects to " + scheme + ":, only http and https are followed");
        }
        if (scheme.equals("http") && uri.getScheme().equalsIgnoreCase("https")) {
            throw new IOException("it redirects from https to http, which isn't followed");
        }
        Destination next;
        try {
            next = first(target, policy);
        } catch (IOException e) {
            throw new IOException("it redirects to an address that isn't asked: " + e.getMessage(), e);
        }
        if (next.isPrivate && !isPrivate) {
            throw new IOException("it redirects from a public address into a private network, which isn't followed");
        }
        return next;
    }

    /** Whether it is the same server, so that what is meant for the one may be told to the other. */
    boolean isSameServer(Destination other) {
        return String.valueOf(uri.getScheme()).equalsIgnoreCase(other.uri.getScheme())
                && String.valueOf(uri.getHost()).equalsIgnoreCase(other.uri.getHost())
                && uri.getPort() == other.uri.getPort();
    }

    URI uri() {
        return uri;
    }

    private static InetAddress[] addresses(String host) {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            return new InetAddress[0]; // a proxy may know it; else connecting fails, with its own words
        }
    }

    private static boolean isPrivate(InetAddress address) {
        boolean uniqueLocal = address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc; // RFC 4193
        return address.isLoopbackAddress() || address.isSiteLocalAddress() || uniqueLocal;
    }
}
