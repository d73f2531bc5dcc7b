package io.multimapttl.reliability;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.multimapttl.redis.RedisMultiMapWithTTL;
import io.multimapttl.testsupport.BlockingForm;

/**
 * An application with a multimap, as a user would have it: Boot's own connections, on
 * default settings but for what a scenario says. Closing it demands that no thread and no
 * connection is left over.
 */
public final class Application implements AutoCloseable {

	/**
	 * What keys start with; a colon and the name follow.
	 */
	public static final String KEY_PREFIX = "reliability";

	private static volatile boolean reactive;

	private final Leftovers leftovers;

	private final String clientName;

	private final ConfigurableApplicationContext context;

	private Application(Leftovers leftovers, String clientName, ConfigurableApplicationContext context) {
		this.leftovers = leftovers;
		this.clientName = clientName;
		this.context = context;
	}

	/**
	 * Starts an application on a standalone server.
	 * @param server the server, where connections are looked for
	 * @param port the port to connect to: the server's or that of a proxy
	 * @param properties further properties, {@code name=value}
	 * @return the running application
	 */
	public static Application on(RedisNode server, int port, String... properties) {
		return with(new Class<?>[0], server, port, properties);
	}

	/**
	 * Starts an application with beans of its own on a standalone server.
	 * @param configuration the configuration classes
	 * @param server the server, where connections are looked for
	 * @param port the port to connect to: the server's or that of a proxy
	 * @param properties further properties, {@code name=value}
	 * @return the running application
	 */
	public static Application with(Class<?>[] configuration, RedisNode server, int port, String... properties) {
		String[] all = Stream
			.concat(Stream.of("spring.data.redis.host=" + RedisNode.HOST, "spring.data.redis.port=" + port),
					Stream.of(properties))
			.toArray(String[]::new);
		return start(configuration, new RedisNode[] { server }, all);
	}

	/**
	 * Starts an application.
	 * @param servers the servers, where connections are looked for at the end
	 * @param properties the properties that say where to connect, {@code name=value}
	 * @return the running application
	 */
	public static Application on(RedisNode[] servers, String... properties) {
		return start(new Class<?>[0], servers, properties);
	}

	/**
	 * Starts an application with beans of its own.
	 * @param configuration the configuration classes
	 * @param servers the servers, where connections are looked for at the end
	 * @param properties the properties that say where to connect, {@code name=value}
	 * @return the running application
	 */
	public static Application with(Class<?>[] configuration, RedisNode[] servers, String... properties) {
		return start(configuration, servers, properties);
	}

	private static Application start(Class<?>[] configuration, RedisNode[] servers, String... properties) {
		String clientName = "application-" + UUID.randomUUID();
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("spring.main.banner-mode", "off");
		all.put("logging.level.root", "warn");
		all.put("logging.level.io.lettuce", "off");
		all.put("logging.level.io.netty", "off");
		all.put("spring.data.redis.client-name", clientName);
		all.put("spring.data.redis.lettuce.pool.enabled", "false");
		all.put("multimap.ttl.key-prefix", KEY_PREFIX);
		for (String property : properties) {
			int equals = property.indexOf('=');
			all.put(property.substring(0, equals), property.substring(equals + 1));
		}
		Leftovers leftovers = Leftovers.before(clientName, servers);
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Empty.class).sources(configuration)
			.web(WebApplicationType.NONE)
			.registerShutdownHook(false)
			.properties(all)
			.run();
		return new Application(leftovers, clientName, context);
	}

	/**
	 * Says whether multimaps are called through their reactive form from now on.
	 * @param reactively whether they are
	 */
	static void callReactively(boolean reactively) {
		reactive = reactively;
	}

	/**
	 * Returns the multimap of strings.
	 * @return the multimap
	 */
	@SuppressWarnings("unchecked")
	public RedisMultiMapWithTTL<String> multiMap() {
		RedisMultiMapWithTTL<String> multiMap = (RedisMultiMapWithTTL<String>) this.context.getBean("multiMapWithTTL");
		return reactive ? new BlockingForm<>(multiMap) : multiMap;
	}

	/**
	 * Returns the application's own connection factory.
	 * @return the connection factory
	 */
	public LettuceConnectionFactory connectionFactory() {
		return this.context.getBean(LettuceConnectionFactory.class);
	}

	/**
	 * Returns what all connections of the application call themselves.
	 * @return the name
	 */
	public String clientName() {
		return this.clientName;
	}

	/**
	 * Returns the application itself.
	 * @return the application context
	 */
	public ConfigurableApplicationContext context() {
		return this.context;
	}

	/**
	 * Closes the application, and fails if a thread or a connection is left over.
	 */
	@Override
	public void close() {
		this.context.close();
		this.leftovers.assertNone();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Empty {

	}

}
