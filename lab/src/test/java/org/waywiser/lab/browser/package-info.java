/** What is made for browsers, in a browser. */
@NullMarked
package org.waywiser.lab.browser;

import org.jspecify.annotations.NullMarked;
