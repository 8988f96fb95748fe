package org.waywiser.cli.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.waywiser.cli.report.Reported;

/** One HTML page of sessions that needs nothing else: it runs nothing, fetches nothing and may be sent to anyone. */
public final class Page {
    /** More than that are in the table only: a page of a thousand pictures cannot be read. */
    static final int MOST_PICTURED = 24;

    private Page() {}

    /**
     * The page.
     *
     * @throws IOException if the packets of a session cannot be read from its file
     */
    public static String of(List<? extends Reported> reports) throws IOException {
        var views = new ArrayList<SessionView>();
        for (Reported report : reports) views.add(new SessionView(reports.size() == 1 ? 0 : views.size() + 1, report));
        String title = views.size() == 1 ? views.getFirst().title() : views.size() + " sessions";
        var main = Element.of("main");
        if (views.size() > 1) main.add(Element.of("h1", title), overview(views));
        for (SessionView view : views.subList(0, Math.min(MOST_PICTURED, views.size())))
            main.add(view.section(views.size() == 1 ? "h1" : "h2"));
        var html = new StringBuilder("<!DOCTYPE html>\n");
        Element.of("html")
                .with("lang", "en")
                .add(
                        head(title),
                        Element.of("body")
                                .add(
                                        Element.of("header").add(Element.of("p", "waywiser")),
                                        main,
                                        Element.of("footer").add(Element.of("p", footer()))))
                .write(html);
        return html.append('\n').toString();
    }

    private static String footer() {
        return "Times are those of the packets themselves. Values and pictures are in this file as JSON too."
                + " It runs no script and fetches nothing.";
    }

    private static Element head(String title) {
        String style = style();
        return Element.of("head")
                .add(
                        Element.of("meta").with("charset", "utf-8"),
                        Element.of("meta")
                                .with("http-equiv", "Content-Security-Policy")
                                .with("content", "default-src 'none'; style-src '" + hash(style) + "'"),
                        Element.of("meta")
                                .with("name", "viewport")
                                .with("content", "width=device-width, initial-scale=1"),
                        Element.of("meta").with("name", "color-scheme").with("content", "light dark"),
                        Element.of("title", title + " \u2013 waywiser"),
                        Element.of("style", style));
    }

    private static Element overview(List<SessionView> views) {
        var table = new Table(
                "All sessions", 1, List.of("session", "mode and keys", "sent", "lost", "min", "p50", "p99", "max"));
        for (int i = 0; i < views.size(); i++) views.get(i).overview(table, i < MOST_PICTURED);
        return table.element();
    }

    private static String style() {
        try (InputStream in = Page.class.getResourceAsStream("page.css")) {
            if (in == null) throw new IllegalStateException("page.css is missing");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a Content Security Policy names what it allows. */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
