package io.multimapttl.docs;

import java.io.File;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import org.springframework.boot.SpringBootVersion;

/**
 * A {@code pom.xml} or a part of one. Its dependencies have to exist: those of this
 * project in its current version, others on the class path of this module. A parent has
 * to be the one of Spring Boot, in the version that this project is built with.
 */
final class PomFragment {

	private static final String GROUP = "io.multimapttl";

	private final Element root;

	private PomFragment(Element root) {
		this.root = root;
	}

	static PomFragment parse(String xml) throws Exception {
		String document = "<fragment>" + xml.replaceFirst("^<\\?xml[^>]*>", "") + "</fragment>";
		return new PomFragment(DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader(document)))
			.getDocumentElement());
	}

	void check() throws Exception {
		NodeList dependencies = this.root.getElementsByTagName("dependency");
		for (int i = 0; i < dependencies.getLength(); i++) {
			Element dependency = (Element) dependencies.item(i);
			if (GROUP.equals(text(dependency, "groupId"))) {
				checkOwn(text(dependency, "artifactId"), text(dependency, "version"));
			}
			else {
				checkOther(text(dependency, "artifactId"));
			}
		}
		NodeList parents = this.root.getElementsByTagName("parent");
		for (int i = 0; i < parents.getLength(); i++) {
			checkParent((Element) parents.item(i));
		}
	}

	private static void checkParent(Element parent) {
		String stated = text(parent, "groupId") + ":" + text(parent, "artifactId") + ":" + text(parent, "version");
		String known = "org.springframework.boot:spring-boot-starter-parent:" + SpringBootVersion.getVersion();
		if (!stated.equals(known)) {
			throw new AssertionError("The parent is " + known + ", not " + stated);
		}
	}

	/**
	 * Checks that applications can depend on a module of this project.
	 * @param artifact the name of the module
	 * @param version its version, or an empty text
	 * @throws Exception if a pom cannot be read
	 */
	static void checkOwn(String artifact, String version) throws Exception {
		Path pom = Document.ROOT.resolve(artifact).resolve("pom.xml");
		if (!Files.exists(pom)) {
			throw new AssertionError("This project has no module '" + artifact + "'");
		}
		if (Files.readString(pom).contains("<artifactId>maven-deploy-plugin</artifactId>")) {
			throw new AssertionError("Nobody can depend on '" + artifact + "', as it is never deployed");
		}
		String current = currentVersion();
		if (!version.isEmpty() && !version.equals(current)) {
			throw new AssertionError("The version of " + artifact + " is " + current + ", not " + version);
		}
	}

	private static String currentVersion() throws Exception {
		String pom = Files.readString(Document.ROOT.resolve("pom.xml"));
		Element project = (Element) parse(pom).root.getElementsByTagName("project").item(0);
		return text(project, "version");
	}

	private static void checkOther(String artifact) {
		boolean there = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.anyMatch((entry) -> Path.of(entry).getFileName().toString().matches(Pattern.quote(artifact) + "-\\d.*"));
		if (!there) {
			throw new AssertionError("'" + artifact + "' is not on the class path: add it to the dependencies of "
					+ "multimap-ttl-docs, which shows that it exists");
		}
	}

	private static String text(Element parent, String name) {
		NodeList children = parent.getElementsByTagName(name);
		return (children.getLength() > 0) ? children.item(0).getTextContent().strip() : "";
	}

}
