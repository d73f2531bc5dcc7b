package io.multimapttl.testsupport;

import java.util.List;
import java.util.Map;

import io.multimapttl.MultiMapWithTTL;
import io.multimapttl.redis.RedisMultiMapWithTTL;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Has multimaps injected in all the ways that there are: {@code couriers} and
 * {@code drivers} of {@code Long}, {@code devices} of {@code String} and {@code vehicles}
 * of {@code Courier.Vehicle} are expected.
 */
public class CourierBoard {

	@Autowired
	public MultiMapWithTTL<Long> couriers;

	@Autowired
	@Qualifier("couriers")
	public MultiMapWithTTL<Long> qualified;

	@Autowired
	public MultiMapWithTTL<String> onlyOneOfItsType;

	@Autowired
	public RedisMultiMapWithTTL<Courier.Vehicle> withWhatThereIsToKnow;

	@Autowired
	public ObjectProvider<MultiMapWithTTL<String>> provider;

	@Autowired
	public ObjectProvider<MultiMapWithTTL<Integer>> providerOfNone;

	@Autowired
	public List<MultiMapWithTTL<?>> all;

	@Autowired
	public List<MultiMapWithTTL<Long>> allOfType;

	@Autowired
	public Map<String, MultiMapWithTTL<String>> byName;

	public final MultiMapWithTTL<Long> byConstructor;

	public CourierBoard(@Qualifier("drivers") MultiMapWithTTL<Long> drivers) {
		this.byConstructor = drivers;
	}

	/**
	 * Returns what was injected where, the multimaps by their ids.
	 * @return ids by field
	 */
	public Map<String, List<String>> describe() {
		return Map.of("couriers", ids(List.of(this.couriers)), "qualified", ids(List.of(this.qualified)),
				"onlyOneOfItsType", ids(List.of(this.onlyOneOfItsType)), "withWhatThereIsToKnow",
				ids(List.of(this.withWhatThereIsToKnow)), "provider", ids(this.provider.stream().toList()),
				"providerOfNone", ids(this.providerOfNone.stream().toList()), "all", ids(this.all), "allOfType",
				ids(this.allOfType), "byName", this.byName.keySet().stream().toList(), "byConstructor",
				ids(List.of(this.byConstructor)));
	}

	/**
	 * Returns what {@link #describe()} has to return.
	 * @return ids by field
	 */
	public static Map<String, List<String>> expected() {
		return Map.of("couriers", List.of("couriers"), "qualified", List.of("couriers"), "onlyOneOfItsType",
				List.of("devices"), "withWhatThereIsToKnow", List.of("vehicles"), "provider", List.of("devices"),
				"providerOfNone", List.of(), "all", List.of("couriers", "devices", "drivers", "vehicles"), "allOfType",
				List.of("couriers", "drivers"), "byName", List.of("devices"), "byConstructor", List.of("drivers"));
	}

	public static String[] properties() {
		return new String[] { "multimap.ttl.maps.couriers.value-type=java.lang.Long",
				"multimap.ttl.maps.drivers.value-type=java.lang.Long", "multimap.ttl.maps.devices.ttl=1h",
				"multimap.ttl.maps.vehicles.value-type=" + Courier.Vehicle.class.getName() };
	}

	private static List<String> ids(List<? extends MultiMapWithTTL<?>> multiMaps) {
		return multiMaps.stream().map((multiMap) -> ((RedisMultiMapWithTTL<?>) multiMap).getId()).sorted().toList();
	}

}
