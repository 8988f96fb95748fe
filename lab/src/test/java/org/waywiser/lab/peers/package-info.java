/** Foreign programs and network namespaces that tests run against. Everything is cleaned up again, also after a failure. */
@NullMarked
package org.waywiser.lab.peers;

import org.jspecify.annotations.NullMarked;
